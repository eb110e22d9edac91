/** The virtual files of a component and the endpoints that browse, read and download them. */
@NullMarked
package io.mesocosm.http.files;

import org.jspecify.annotations.NullMarked;
