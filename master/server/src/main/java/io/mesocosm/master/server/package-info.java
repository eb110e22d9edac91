/** The master's shell: what it is made of and how it is started and stopped. */
@NullMarked
package io.mesocosm.master.server;

import org.jspecify.annotations.NullMarked;
