package io.mesocosm.e2e.image;

import io.mesocosm.e2e.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An nginx image made of Debian's packages, kept in the user's cache as an OCI layout. */
public final class NginxImage {
    /** Bumped when the recipe changes: the cache is by this name. */
    private static final String NAME = "nginx-1";

    private static final String RECIPE =
            """
            rm -rf work && mkdir work && cd work
            cat >finish <<'HOOK'
            set -eu
            root=$1
            printf 'root:x:0:0:root:/root:/bin/sh\\nwww-data:x:33:33:www-data:/var/www:/bin/false\\n' >"$root/etc/passwd"
            printf 'root:x:0:\\nadm:x:4:\\nwww-data:x:33:\\n' >"$root/etc/group"
            mkdir -p "$root/var/log/nginx" "$root/var/lib/nginx" "$root/run" "$root/tmp" "$root/var/www/html"
            chmod 1777 "$root/tmp"
            cp "$root/usr/share/nginx/html/index.html" "$root/var/www/html/index.html"
            printf 'user www-data;\\nworker_processes 1;\\nerror_log stderr;\\npid /run/nginx.pid;\\nevents {}\\nhttp { access_log off; server { listen 80; root /var/www/html; index index.html; } }\\n' >"$root/etc/nginx/nginx.conf"
            rm -rf "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale"
            HOOK
            mmdebstrap --quiet --variant=extract --include=nginx-light,dash,coreutils,sed,base-files,libc-bin --extract-hook='sh ./finish "$1"' bookworm root.tar
            umoci init --layout layout
            umoci new --image layout:latest
            umoci raw add-layer --image layout:latest root.tar
            umoci config --image layout:latest --config.entrypoint /usr/sbin/nginx --config.cmd -g --config.cmd 'daemon off;' --config.exposedports 80/tcp
            rm root.tar
            """;

    private NginxImage() {}

    /** Writes it as an archive that `./mesocosm cluster load` takes, under that name. */
    public static Path archive(Path directory, String name) throws IOException {
        Path archive = directory.resolve("nginx.tar");
        Shell.run(
                directory,
                "skopeo copy --quiet --insecure-policy oci:%s:latest docker-archive:%s:%s"
                        .formatted(layout(), archive, name));
        return archive;
    }

    static Path layout() throws IOException {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home =
                cache == null || cache.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache);
        Path images = home.resolve("mesocosm/images");
        Path layout = images.resolve(NAME);
        if (!Files.isDirectory(layout)) {
            Files.createDirectories(images);
            Path building = Files.createTempDirectory(images, NAME + "-building");
            Shell.run(building, RECIPE);
            Files.move(building.resolve("work/layout"), layout);
            Shell.run(images, "rm -rf " + building);
        }
        return layout;
    }
}
