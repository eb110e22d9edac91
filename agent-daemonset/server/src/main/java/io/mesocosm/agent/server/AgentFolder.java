package io.mesocosm.agent.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second agent out of the work folder. */
final class AgentFolder implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;

    private AgentFolder(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    static AgentFolder lock(Path metaDir) throws IOException {
        Files.createDirectories(metaDir);
        FileChannel channel =
                FileChannel.open(
                        metaDir.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException(
                    "another agent uses "
                            + metaDir
                            + "; stop it or give this one its own --work_dir");
        }
        return new AgentFolder(channel, lock);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
