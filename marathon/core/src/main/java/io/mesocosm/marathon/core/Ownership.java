package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Owner;
import io.mesocosm.marathon.core.deployment.AppChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether an app that belongs to a Kubernetes resource may be changed: by requests that name this
 * owner only, as its operator would put back whatever else is done to it.
 */
final class Ownership {

    private Ownership() {}

    /** Why these changes are refused, all of them; null where none touches what others own. */
    static @Nullable String refusal(List<AppChange> changes, Claim claim) {
        List<String> reasons = new ArrayList<>();
        for (AppChange change : changes) {
            App before = change.before();
            Owner owner = before == null ? null : owner(before, claim);
            if (before != null && owner != null) {
                reasons.add(belongs(before, owner) + remedy(before, change.after(), owner));
            }
        }
        return together(reasons);
    }

    /** Why whoever may not say whose apps are does not make these changes; null where none does. */
    static @Nullable String assignment(List<AppChange> changes, Claim claim) {
        if (claim.assigns()) {
            return null;
        }
        for (AppChange change : changes) {
            App after = change.after();
            if (after != null && !Objects.equals(label(change.before()), label(after))) {
                return "App %s: the label %s is the operator's alone to set and to change; leave it as it is, and make or delete an App resource in Kubernetes"
                        .formatted(after.id(), Owner.LABEL);
            }
        }
        return null;
    }

    private static @Nullable String label(@Nullable App app) {
        return app == null ? null : app.labels().get(Owner.LABEL);
    }

    /** Why the tasks of these apps may not be wiped: what they keep would be lost. */
    static @Nullable String wipeRefusal(Iterable<App> apps, Claim claim) {
        List<String> reasons = new ArrayList<>();
        for (App app : apps) {
            Owner owner = owner(app, claim);
            if (owner != null) {
                reasons.add(belongs(app, owner) + inItsName("wipe its tasks", owner));
            }
        }
        return together(reasons);
    }

    /** Whose the app is, unless the request speaks for that one. */
    private static @Nullable Owner owner(App app, Claim claim) {
        Owner owner = Owner.of(app.labels());
        return owner == null || claim.covers(owner) ? null : owner;
    }

    private static @Nullable String together(List<String> reasons) {
        return switch (reasons.size()) {
            case 0 -> null;
            case 1 -> reasons.getFirst();
            default ->
                    "%s. %d more of these apps belong to such resources"
                            .formatted(reasons.getFirst(), reasons.size() - 1);
        };
    }

    private static String belongs(App app, Owner owner) {
        return "App %s belongs to the Kubernetes resource App %s: "
                .formatted(app.id(), owner.text());
    }

    private static String remedy(App before, @Nullable App after, Owner owner) {
        return after != null && before.withVersionInfo(after.versionInfo()).equals(after)
                ? inItsName("restart it", owner)
                : "%s, or add owner=%s to the query if that is gone"
                        .formatted(inKubernetes(before, after, owner), owner.text());
    }

    private static String inKubernetes(App before, @Nullable App after, Owner owner) {
        String resource = owner.name() + " -n " + owner.namespace();
        if (after == null) {
            return "delete that (kubectl delete app " + resource + ")";
        }
        boolean scaled =
                before.withInstances(after.instances())
                        .withVersionInfo(after.versionInfo())
                        .equals(after);
        return scaled
                ? "scale that (kubectl scale app %s --replicas=%d)"
                        .formatted(resource, after.instances())
                : "change that (kubectl edit app " + resource + ")";
    }

    private static String inItsName(String deed, Owner owner) {
        return "to %s all the same, add owner=%s to the query".formatted(deed, owner.text());
    }
}
