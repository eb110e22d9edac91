/** The master's program: its flags and its start. */
@NullMarked
package io.mesocosm.master.main;

import org.jspecify.annotations.NullMarked;
