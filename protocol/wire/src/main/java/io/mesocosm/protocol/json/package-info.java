/**
 * The Mesos JSON mapping of v1 messages, both ways (spec §0.1): not the canonical proto3 one, but
 * what Mesos itself writes and reads.
 *
 * <p>{@link io.mesocosm.protocol.json.MesosJson} turns whole messages into JSON and back. {@link
 * io.mesocosm.protocol.json.JsonWriter} writes JSON by hand, message or not, into memory or
 * piecewise into a stream:
 *
 * <pre>{@code
 * JsonWriter json = new JsonWriter(out);
 * json.beginObject().field("version", "1.11.0").name("frameworks").beginArray();
 * frameworks.forEach(framework -> MesosJson.write(framework, json));
 * json.endArray().endObject().flush();
 * }</pre>
 *
 * Each generated class has its getters bound once, at its first use; after that, writing costs
 * calls, not reflection.
 */
@NullMarked
package io.mesocosm.protocol.json;

import org.jspecify.annotations.NullMarked;
