/** What principals may see and do of what is served (spec §9). */
@NullMarked
package io.mesocosm.master.server.authorization;

import org.jspecify.annotations.NullMarked;
