/**
 * Who a process is and whom it trusts, as PEM files that are read again when they change, and the
 * authority that signs certificates (design section 6).
 */
@NullMarked
package io.mesocosm.tls;

import org.jspecify.annotations.NullMarked;
