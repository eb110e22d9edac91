package io.mesocosm.e2e.kubernetes;

import io.mesocosm.e2e.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code localhost/busybox:1}: a shell with all its tools and a web server; and bash, which looks
 * names up and connects as other programs do.
 */
public final class BusyboxImage {
    private static final String RECIPE =
            """
            mkdir -p root/bin
            cp "$(command -v busybox)" root/bin/busybox
            for applet in $(busybox --list); do [ "$applet" = busybox ] || ln -s busybox "root/bin/$applet"; done
            cp --parents -L "$(command -v bash)" $(ldd "$(command -v bash)" | grep -o '/[^ ]*') root/
            [ -e root/bin/bash ] || ln -s "$(command -v bash)" root/bin/bash
            tar -C root --owner=0 --group=0 -cf root.tar .
            umoci init --layout layout
            umoci new --image layout:latest
            umoci raw add-layer --image layout:latest root.tar
            skopeo copy --quiet --insecure-policy oci:layout:latest docker-archive:busybox.tar:localhost/busybox:1
            rm -rf root root.tar layout
            """;

    private BusyboxImage() {}

    /** Makes its archive in a folder. */
    public static Path in(Path directory) throws IOException {
        Path work = Files.createTempDirectory(directory, "busybox");
        Shell.run(work, RECIPE);
        return work.resolve("busybox.tar");
    }
}
