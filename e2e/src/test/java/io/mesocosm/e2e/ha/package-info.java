/** Three masters on a real etcd: what frameworks, agents and tasks notice when leaders go. */
@NullMarked
package io.mesocosm.e2e.ha;

import org.jspecify.annotations.NullMarked;
