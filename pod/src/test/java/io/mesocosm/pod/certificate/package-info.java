@NullMarked
package io.mesocosm.pod.certificate;

import org.jspecify.annotations.NullMarked;
