/** Who may do what: the rules of Mesos's ACLs (spec §9). */
@NullMarked
package io.mesocosm.master.core.authorization;

import org.jspecify.annotations.NullMarked;
