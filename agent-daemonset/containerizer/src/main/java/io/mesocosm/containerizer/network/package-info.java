/** Networks of containers: namespaces, and the CNI plugins that furnish them. */
@NullMarked
package io.mesocosm.containerizer.network;

import org.jspecify.annotations.NullMarked;
