/**
 * The HTTP server that master, agent and Marathon share: routes by longest prefix, answers in
 * Mesos's forms, record and event streams, probes, the proxy.
 */
@NullMarked
package io.mesocosm.http;

import org.jspecify.annotations.NullMarked;
