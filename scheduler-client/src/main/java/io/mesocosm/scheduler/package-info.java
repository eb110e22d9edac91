/**
 * A Mesos v1 scheduler over HTTP for Java: implement {@link io.mesocosm.scheduler.Scheduler}, start
 * a {@link io.mesocosm.scheduler.SchedulerClient}, and it finds the leading master, subscribes,
 * delivers events in order on one thread, sends calls in order, and subscribes again whenever the
 * connection breaks.
 *
 * <pre>{@code
 * var config = SchedulerConfig.of("http://10.0.0.1:5050", "http://10.0.0.2:5050");
 * var framework = FrameworkInfo.newBuilder().setUser("root").setName("mine").setFailoverTimeout(604800).build();
 * try (var client = SchedulerClient.start(config, framework, new MyScheduler())) {
 *     client.ended().join();
 * }
 * }</pre>
 *
 * Masters at {@code https} addresses are reached by the context of {@link
 * io.mesocosm.scheduler.SchedulerConfig#withTls}, and a redirect never leads from {@code https} to
 * plain HTTP.
 *
 * <p>A scheduler keeps the framework id that {@code subscribed} tells it, and puts it into its
 * {@code FrameworkInfo} at its next start: that makes it the same framework again, with its tasks
 * (spec §1).
 */
@NullMarked
package io.mesocosm.scheduler;

import org.jspecify.annotations.NullMarked;
