package io.mesocosm.operator.snapshot;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No snapshot could be taken, or none be used; the text says which, why and what to do. */
public final class SnapshotFailure extends IOException {
    private static final long serialVersionUID = 1;

    SnapshotFailure(String message) {
        super(message);
    }

    SnapshotFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
