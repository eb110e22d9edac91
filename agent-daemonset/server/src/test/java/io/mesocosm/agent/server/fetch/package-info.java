/** The fetcher against real files and a local web server. */
@NullMarked
package io.mesocosm.agent.server.fetch;

import org.jspecify.annotations.NullMarked;
