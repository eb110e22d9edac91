package io.mesocosm.pod.leader;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.pod.KubernetesApi;
import java.io.IOException;

/** A Service's EndpointSlice at the Kubernetes API server. */
record KubernetesSlice(KubernetesApi api, String namespace, String service)
        implements EndpointSlices {

    private String path() {
        return "/apis/discovery.k8s.io/v1/namespaces/%s/endpointslices/%s"
                .formatted(namespace, service);
    }

    @Override
    public ObjectNode read() throws IOException, InterruptedException {
        return api.get(path());
    }

    @Override
    public void replace(ObjectNode next) throws IOException, InterruptedException {
        var _ = api.put(path(), next);
    }

    @Override
    public String toString() {
        return "service=" + namespace + "/" + service;
    }
}
