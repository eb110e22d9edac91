package io.mesocosm.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * A store in one file of one machine, by H2's MVStore: one process at a time, one thread that
 * writes.
 *
 * <p>Transactions that arrive while the disk is busy share the next sync. The file names its
 * format's version; one written by a later Mesocosm is refused.
 */
public final class MvStore implements Store {
    private static final long FORMAT = 1;
    private static final int BATCH = 1024;

    private final MVStore file;
    private final Path path;
    private final MvKeySpace entries;
    private final LinkedBlockingQueue<Request<?>> requests = new LinkedBlockingQueue<>();
    private final Thread writer;

    private MvStore(Path path, MVStore file) {
        this.path = path;
        this.file = file;
        this.entries = new MvKeySpace(file);
        this.writer = Thread.ofPlatform().name("store-writer").daemon().start(this::write);
    }

    /**
     * Opens the file, creating it and its folder when they are not there.
     *
     * @throws StoreException when another process has it open, when it is no store, or when its
     *     format is newer
     */
    public static MvStore open(Path path) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new StoreException("cannot create the folder of the store " + path, e);
        }
        MVStore file;
        try {
            file = new MVStore.Builder().fileName(path.toString()).autoCommitDisabled().open();
        } catch (MVStoreException e) {
            throw new StoreException(openingFault(path, e), e);
        }
        long format = MvKeySpace.format(file);
        if (format > FORMAT) {
            file.closeImmediately();
            throw new StoreException(
                    "the store %s has format %d, this Mesocosm reads up to %d: start the newer version on it"
                            .formatted(path, format, FORMAT),
                    null);
        }
        MvKeySpace.format(file, FORMAT);
        try {
            Files.writeString(owner(path), Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            file.closeImmediately();
            throw new StoreException("cannot write beside the store " + path, e);
        }
        return new MvStore(path, file);
    }

    private static String openingFault(Path path, MVStoreException fault) {
        if (fault.getErrorCode() != DataUtils.ERROR_FILE_LOCKED) {
            return "cannot open the store " + path + ": " + fault.getMessage();
        }
        String holder;
        try {
            holder = "process " + Files.readString(owner(path)).strip();
        } catch (IOException e) {
            holder = "another process";
        }
        return "the store %s is in use by %s: stop that one, or choose another --work_dir"
                .formatted(path, holder);
    }

    private static Path owner(Path path) {
        return path.resolveSibling(path.getFileName() + ".pid");
    }

    @Override
    public CompletionStage<Outcome> commit(Transaction transaction) {
        return submit(new Request.Commit(requireNonNull(transaction), new CompletableFuture<>()));
    }

    @Override
    public CompletionStage<List<Entry>> read(String prefix) {
        return submit(new Request.Read(requireNonNull(prefix), new CompletableFuture<>()));
    }

    private <T> CompletionStage<T> submit(Request<T> request) {
        requests.add(request);
        if (!writer.isAlive()) {
            drainClosed();
        }
        return request.answer();
    }

    private void write() {
        List<Request<?>> batch = new ArrayList<>();
        boolean open = true;
        while (open) {
            batch.clear();
            try {
                batch.add(requests.take());
            } catch (InterruptedException e) {
                break;
            }
            requests.drainTo(batch, BATCH);
            open = serve(batch) && batch.stream().noneMatch(Request.Close.class::isInstance);
        }
        drainClosed();
    }

    /** Whether the store can go on: after a failed write nothing in memory may be trusted. */
    private boolean serve(List<Request<?>> batch) {
        List<Runnable> answers = new ArrayList<>(batch.size());
        boolean dirty = false;
        try {
            for (Request<?> request : batch) {
                switch (request) {
                    case Request.Commit commit -> {
                        Outcome outcome = entries.apply(commit.transaction());
                        dirty |= outcome instanceof Outcome.Committed;
                        answers.add(() -> commit.answer().complete(outcome));
                    }
                    case Request.Read read -> {
                        List<Entry> found = entries.read(read.prefix());
                        answers.add(() -> read.answer().complete(found));
                    }
                    case Request.Close close -> answers.add(() -> close.answer().complete(null));
                }
            }
            if (dirty) {
                file.commit();
                file.sync();
            }
        } catch (MVStoreException e) {
            StoreException fault =
                    new StoreException("cannot write the store " + path + ": " + e.getMessage(), e);
            batch.forEach(request -> giveUp(request, fault));
            return false;
        }
        answers.forEach(Runnable::run);
        return true;
    }

    /**
     * What was being written may be on disk or not; nobody can say before the file is read again.
     */
    private static void giveUp(Request<?> request, StoreException fault) {
        switch (request) {
            case Request.Commit(_, CompletableFuture<Outcome> answer) ->
                    answer.complete(new Outcome.Unknown(String.valueOf(fault.getMessage())));
            case Request.Read read -> read.answer().completeExceptionally(fault);
            case Request.Close close -> close.answer().completeExceptionally(fault);
        }
    }

    private void drainClosed() {
        for (Request<?> request = requests.poll(); request != null; request = requests.poll()) {
            request.answer()
                    .completeExceptionally(
                            new StoreException(
                                    "the store " + path + " is closed, or a write to it has failed",
                                    null));
        }
    }

    @Override
    public void close() {
        if (writer.isAlive()) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            requests.add(new Request.Close(closed));
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!file.isClosed()) {
            file.close();
        }
    }

    private sealed interface Request<T> {
        CompletableFuture<T> answer();

        record Commit(Transaction transaction, CompletableFuture<Outcome> answer)
                implements Request<Outcome> {}

        record Read(String prefix, CompletableFuture<List<Entry>> answer)
                implements Request<List<Entry>> {}

        record Close(CompletableFuture<Void> answer) implements Request<Void> {}
    }
}
