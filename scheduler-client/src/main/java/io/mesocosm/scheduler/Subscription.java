package io.mesocosm.scheduler;

import java.net.URI;

/** An open subscription: which endpoint answered, under which stream id, and its events. */
record Subscription(URI endpoint, String streamId, EventStream events) {}
