package io.mesocosm.store.etcd;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Finds the addresses of several members for one channel, again after each lost connection: a
 * member that moved to another node has a new address under its old name.
 */
final class EtcdNames extends NameResolverProvider {
    private static final String SCHEME = "mesocosm-etcd";

    static {
        NameResolverRegistry.getDefaultRegistry().register(new EtcdNames());
    }

    /** The channel's target for those members. */
    static String target(List<String> endpoints) {
        return SCHEME + ":///" + String.join(",", endpoints);
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        List<String> endpoints = List.of(target.getPath().substring(1).split(",", -1));
        Executor offload = args.getOffloadExecutor();
        return new Members(endpoints, offload == null ? Thread::startVirtualThread : offload);
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    private static final class Members extends NameResolver {
        private final List<String> endpoints;
        private final Executor executor;
        private volatile Listener2 listener = new Nobody();

        Members(List<String> endpoints, Executor executor) {
            this.endpoints = endpoints;
            this.executor = executor;
        }

        @Override
        public String getServiceAuthority() {
            return endpoints.getFirst();
        }

        @Override
        public void start(Listener2 listener) {
            this.listener = listener;
            refresh();
        }

        @Override
        public void refresh() {
            executor.execute(this::resolve);
        }

        private void resolve() {
            List<EquivalentAddressGroup> members = new ArrayList<>();
            List<String> unknown = new ArrayList<>();
            for (String endpoint : endpoints) {
                try {
                    List<SocketAddress> addresses = new ArrayList<>();
                    int port = EtcdOptions.port(endpoint);
                    for (InetAddress each : InetAddress.getAllByName(EtcdOptions.host(endpoint))) {
                        addresses.add(new InetSocketAddress(each, port));
                    }
                    members.add(
                            new EquivalentAddressGroup(
                                    addresses,
                                    Attributes.newBuilder()
                                            .set(
                                                    EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE,
                                                    endpoint)
                                            .build()));
                } catch (UnknownHostException e) {
                    unknown.add(endpoint);
                }
            }
            listener.onResult(
                    ResolutionResult.newBuilder()
                            .setAddressesOrError(
                                    members.isEmpty()
                                            ? StatusOr.fromStatus(
                                                    Status.UNAVAILABLE.withDescription(
                                                            "no such host: " + unknown))
                                            : StatusOr.fromValue(members))
                            .build());
        }

        @Override
        public void shutdown() {
            listener = new Nobody();
        }
    }

    private static final class Nobody extends NameResolver.Listener2 {
        @Override
        public void onResult(NameResolver.ResolutionResult result) {}

        @Override
        public void onError(Status error) {}
    }
}
