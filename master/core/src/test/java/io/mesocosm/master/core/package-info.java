/** Tests of the master's core, told with fake agents and frameworks in virtual time. */
@NullMarked
package io.mesocosm.master.core;

import org.jspecify.annotations.NullMarked;
