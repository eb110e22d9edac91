package io.mesocosm.marathon.core.validation;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Container.Docker;
import io.mesocosm.marathon.core.app.Container.Volume;
import java.util.List;

/** The rules of spec §2.3 for containers and their volumes. */
final class ContainerValidation {

    private ContainerValidation() {}

    static void check(App app, Violations violations) {
        Container container = app.container();
        if (container == null) {
            return;
        }
        Violations at = violations.at("/container");
        Docker docker = container.docker();
        at.require(
                container.type() != Container.Type.DOCKER || docker != null,
                "/docker",
                "not defined");
        if (docker != null) {
            at.require(!docker.image().isEmpty(), "/docker/image", "must not be empty");
            for (int i = 0; i < docker.parameters().size(); i++) {
                at.require(
                        !docker.parameters().get(i).key().isEmpty(),
                        "/docker/parameters(" + i + ")/key",
                        "must not be empty");
            }
        }
        List<Volume> volumes = container.volumes();
        for (int i = 0; i < volumes.size(); i++) {
            volume(volumes.get(i), at.at("/volumes", i));
        }
    }

    private static void volume(Volume volume, Violations at) {
        at.require(!volume.containerPath().isEmpty(), "/containerPath", "must not be empty");
        switch (volume.kind()) {
            case HOST ->
                    at.require(
                            volume.hostPath() != null && !volume.hostPath().isEmpty(),
                            "/hostPath",
                            "must not be empty");
            case PERSISTENT ->
                    at.add("/persistent", "Persistent volumes are not offered by this Marathon.");
            case EXTERNAL -> at.add("/external", AppRules.notEnabled("external_volumes"));
            case SECRET -> at.add("/secret", AppRules.notEnabled("secrets"));
        }
    }
}
