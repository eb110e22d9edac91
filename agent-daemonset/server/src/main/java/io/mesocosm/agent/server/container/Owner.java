package io.mesocosm.agent.server.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A user of the host's passwd, who owns sandboxes and what is fetched into them. */
public record Owner(String name, int uid, int gid) {
    /** Gives the file, or the link itself, to this user. */
    public void take(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }
}
