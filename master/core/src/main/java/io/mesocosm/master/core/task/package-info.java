/** Tasks and executors: facts, validation, life cycle, status updates and reconciliation. */
@NullMarked
package io.mesocosm.master.core.task;

import org.jspecify.annotations.NullMarked;
