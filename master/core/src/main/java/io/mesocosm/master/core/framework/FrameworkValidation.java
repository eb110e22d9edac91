package io.mesocosm.master.core.framework;

import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Ids;
import io.mesocosm.resources.Roles;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Why a framework is not let in, in Mesos's words (spec §1.1, §1.2). */
public final class FrameworkValidation {
    /** Mesos's Duration counts nanoseconds in 64 bits. */
    private static final double LONGEST_SECONDS = Long.MAX_VALUE / 1e9;

    private final MasterState state;

    public FrameworkValidation(MasterState state) {
        this.state = state;
    }

    /** What is wrong with a FrameworkInfo: SUBSCRIBE answers it with ERROR, an update with 400. */
    Optional<String> validate(FrameworkSpec spec) {
        return roles(spec)
                .or(() -> spec.id() == null ? Optional.empty() : Ids.validate(spec.id()))
                .or(() -> Optional.ofNullable(spec.offerFilters().error()))
                .or(() -> failoverTimeout(spec))
                .or(() -> whitelist(spec))
                .or(() -> user(spec))
                .or(() -> completed(spec));
    }

    /** Why a framework may not have its roles, in Mesos's words (spec §9). */
    Optional<String> authorize(FrameworkSpec spec) {
        boolean allowed =
                state.config()
                        .authorizer()
                        .allowsEach(
                                spec.principal(), Action.REGISTER_FRAMEWORK, spec.effectiveRoles());
        return allowed
                ? Optional.empty()
                : Optional.of(
                        "Not authorized to register framework "
                                + (spec.id() == null ? "" : spec.id())
                                + " with roles "
                                + braces(new TreeSet<>(spec.effectiveRoles())));
    }

    /** What is wrong with that which comes beside the FrameworkInfo. */
    static Optional<String> validateOptions(
            FrameworkSpec spec, Set<String> suppressed, OfferConstraintsSpec constraints) {
        return suppressed(spec, suppressed).or(() -> constraints(spec, constraints));
    }

    private static Optional<String> roles(FrameworkSpec spec) {
        if (!spec.has(Capability.MULTI_ROLE)) {
            if (!spec.roles().isEmpty()) {
                return Optional.of(
                        "'FrameworkInfo.roles' must not be set when the framework is not"
                                + " MULTI_ROLE capable");
            }
            return Roles.validate(spec.role() == null ? Roles.DEFAULT : spec.role())
                    .map(e -> "'FrameworkInfo.role' is not a valid role: " + e);
        }
        if (spec.role() != null) {
            return Optional.of(
                    "'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable");
        }
        Set<String> seen = new LinkedHashSet<>();
        Set<String> twice = new TreeSet<>();
        spec.roles().stream().filter(role -> !seen.add(role)).forEach(twice::add);
        if (!twice.isEmpty()) {
            return Optional.of("'FrameworkInfo.roles' contains duplicate items: " + braces(twice));
        }
        return Roles.validate(spec.roles())
                .map(e -> "'FrameworkInfo.roles' contains invalid role: " + e);
    }

    private static Optional<String> failoverTimeout(FrameworkSpec spec) {
        return Math.abs(spec.failoverTimeout()) <= LONGEST_SECONDS
                ? Optional.empty()
                : Optional.of(
                        "The framework failover_timeout ("
                                + printed(spec.failoverTimeout())
                                + ") is invalid");
    }

    /** 1e30 is printed as C++ does: {@code 1e+30}. */
    private static String printed(double value) {
        String text = Double.toString(value);
        int exponent = text.indexOf('E');
        if (exponent < 0) {
            return text;
        }
        String mantissa = text.substring(0, exponent);
        String power = text.substring(exponent + 1);
        return (mantissa.endsWith(".0") ? mantissa.substring(0, mantissa.length() - 2) : mantissa)
                + (power.startsWith("-") ? "e" : "e+")
                + power;
    }

    private Optional<String> whitelist(FrameworkSpec spec) {
        Set<String> allowed = state.config().roles();
        if (allowed == null) {
            return Optional.empty();
        }
        Set<String> refused = new TreeSet<>(spec.effectiveRoles());
        refused.removeAll(allowed);
        refused.remove(Roles.DEFAULT);
        return refused.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Roles " + braces(refused) + " are not present in the master's --roles");
    }

    private Optional<String> user(FrameworkSpec spec) {
        return spec.user().equals("root") && !state.config().rootSubmissions()
                ? Optional.of(
                        "User 'root' is not allowed to run frameworks without --root_submissions"
                                + " set")
                : Optional.empty();
    }

    private Optional<String> completed(FrameworkSpec spec) {
        return spec.id() != null && state.isCompleted(spec.id())
                ? Optional.of("Framework has been removed")
                : Optional.empty();
    }

    private static Optional<String> suppressed(FrameworkSpec spec, Set<String> suppressed) {
        Set<String> foreign = new TreeSet<>(suppressed);
        foreign.removeAll(Set.copyOf(spec.effectiveRoles()));
        return foreign.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Suppressed roles "
                                + braces(foreign)
                                + " are not contained in the set of roles");
    }

    private static Optional<String> constraints(
            FrameworkSpec spec, OfferConstraintsSpec constraints) {
        return new TreeSet<>(constraints.roles())
                .stream()
                        .filter(role -> !spec.effectiveRoles().contains(role))
                        .findFirst()
                        .map(
                                role ->
                                        "Offer constraints specify `role_constraints` for a role '"
                                                + role
                                                + "'not contained in the set of roles")
                        .or(
                                () ->
                                        Optional.ofNullable(constraints.error())
                                                .map(e -> "Offer constraints are not valid: " + e));
    }

    private static String braces(Set<String> names) {
        return "{ " + String.join(", ", names) + " }";
    }
}
