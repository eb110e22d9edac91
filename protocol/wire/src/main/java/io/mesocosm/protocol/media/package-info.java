/**
 * Media types: which one a request carries, which one its answer takes, and reading bodies of
 * either (spec §0.2).
 *
 * <p>The checks of a v1 endpoint are functions whose sealed results hold either a value or the
 * refusal to send:
 *
 * <pre>{@code
 * switch (Negotiation.contentType(request.header("Content-Type"))) {
 *     case Refused(int status, String body) -> answer(status, body);
 *     case Agreed(MessageFormat format) -> {
 *         switch (Negotiation.call(format, body, Call.getDefaultInstance())) { … }
 *     }
 * }
 * }</pre>
 *
 * {@link io.mesocosm.protocol.media.Negotiation} is for the master and the executor API, {@link
 * io.mesocosm.protocol.media.AgentNegotiation} for the agent's operator API with its streams and
 * its other texts; {@link io.mesocosm.protocol.media.MessageFormat} encodes and decodes.
 */
@NullMarked
package io.mesocosm.protocol.media;

import org.jspecify.annotations.NullMarked;
