/** The driver of the kernel's cgroups, v1, v2 and hybrid, in the layout of design §4. */
@NullMarked
package io.mesocosm.containerizer.cgroup;

import org.jspecify.annotations.NullMarked;
