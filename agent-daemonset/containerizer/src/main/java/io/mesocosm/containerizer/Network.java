package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** The network of an outermost container; a nested container always shares its parent's. */
public sealed interface Network {

    /** The agent's own network. */
    record Host() implements Network {}

    /** A namespace of its own on the agent's bridge. */
    record Bridge(List<PortMapping> ports) implements Network {
        public Bridge {
            ports = List.copyOf(ports);
        }
    }

    /**
     * A namespace of its own on a CNI network, by its name in {@code --network_cni_config_dir};
     * mesos-bridge is the agent's bridge where no file there has that name.
     */
    record Named(String name, List<PortMapping> ports) implements Network {
        public Named {
            requireNonNull(name, "name");
            ports = List.copyOf(ports);
        }
    }

    /** A namespace of its own with a loopback interface only. */
    record None() implements Network {}
}
