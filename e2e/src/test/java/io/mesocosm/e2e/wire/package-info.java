/**
 * HTTP, JSON and RecordIO as a third party writes them: nothing here is shared with the product.
 */
@NullMarked
package io.mesocosm.e2e.wire;

import org.jspecify.annotations.NullMarked;
