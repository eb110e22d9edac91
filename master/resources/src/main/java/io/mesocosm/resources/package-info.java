/** Resources as Mesos counts them: immutable values and the algebra over them (spec §0.4, §1.4). */
@NullMarked
package io.mesocosm.resources;

import org.jspecify.annotations.NullMarked;
