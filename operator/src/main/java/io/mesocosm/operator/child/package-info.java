/**
 * What the objects of a cluster have in common: names, labels, images, and how their pods are
 * confined.
 */
@NullMarked
package io.mesocosm.operator.child;

import org.jspecify.annotations.NullMarked;
