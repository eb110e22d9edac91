package io.mesocosm.resources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Role names: their rules and their tree (spec §0.4, §6). */
public final class Roles {
    /** The role of whoever names none. */
    public static final String DEFAULT = "*";

    private static final String FORBIDDEN = "\t\n\u000b\f\r \u007f";

    private Roles() {}

    /** Why the name is not a role, in Mesos's words, or empty when it is one. */
    public static Optional<String> validate(String role) {
        if (role.equals(DEFAULT)) {
            return Optional.empty();
        }
        if (role.startsWith("/")) {
            return Optional.of("Role '" + role + "' cannot start with a slash");
        }
        if (role.endsWith("/")) {
            return Optional.of("Role '" + role + "' cannot end with a slash");
        }
        if (role.contains("//")) {
            return Optional.of("Role '" + role + "' cannot contain two adjacent slashes");
        }
        if (role.isEmpty()) {
            return Optional.of("Role names cannot be the empty string");
        }
        return Arrays.stream(role.split("/", -1))
                .map(component -> validateComponent(role, component))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The first reason why one of the names is not a role. */
    public static Optional<String> validate(Collection<String> roles) {
        return roles.stream().map(Roles::validate).flatMap(Optional::stream).findFirst();
    }

    private static Optional<String> validateComponent(String role, String component) {
        if (component.equals(".") || component.equals("..") || component.equals(DEFAULT)) {
            return Optional.of(
                    "Role '" + role + "' cannot include '" + component + "' as a component");
        }
        if (component.startsWith("-")) {
            return Optional.of(
                    "Role component '" + component + "' is invalid because it starts with a dash");
        }
        for (int i = 0; i < component.length(); i++) {
            if (FORBIDDEN.indexOf(component.charAt(i)) >= 0) {
                return Optional.of(
                        "Role component '"
                                + component
                                + "' is invalid because it contains backspace or whitespace");
            }
        }
        return Optional.empty();
    }

    /**
     * Whether {@code descendant} lies below {@code ancestor} in the tree; no role is below itself.
     */
    public static boolean isStrictDescendant(String descendant, String ancestor) {
        return descendant.length() > ancestor.length()
                && descendant.charAt(ancestor.length()) == '/'
                && descendant.startsWith(ancestor);
    }

    /** The first component: quota is charged to it. */
    public static String topLevel(String role) {
        int slash = role.indexOf('/');
        return slash < 0 ? role : role.substring(0, slash);
    }

    /** The roles above this one, nearest first: {@code a/b/c} has {@code a/b} and {@code a}. */
    public static List<String> ancestors(String role) {
        List<String> result = new ArrayList<>();
        for (int slash = role.lastIndexOf('/');
                slash > 0;
                slash = role.lastIndexOf('/', slash - 1)) {
            result.add(role.substring(0, slash));
        }
        return result;
    }
}
