/** The link to the master, against one that is played by the test. */
@NullMarked
package io.mesocosm.agent.server.link;

import org.jspecify.annotations.NullMarked;
