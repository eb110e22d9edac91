package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The protocol of a port, in Marathon's words. */
public enum PortProtocol {
    @JsonProperty("tcp")
    TCP,
    @JsonProperty("udp")
    UDP,
    @JsonProperty("udp,tcp")
    UDP_TCP
}
