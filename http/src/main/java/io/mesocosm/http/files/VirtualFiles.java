package io.mesocosm.http.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** Files under virtual paths, read only; called by many threads, may block on the disk. */
public interface VirtualFiles {

    /** The most bytes one read returns: 16 pages (spec §5.3). */
    int READ_MAX = 64 * 1024;

    /** The files of a folder, by their names; a file lists itself. */
    FileAnswer<List<FileFacts>> browse(String path) throws IOException;

    /**
     * Bytes of a file.
     *
     * @param offset where to start; -1 asks for the size alone
     * @param length how many at most, -1 for as many as one read gives
     */
    FileAnswer<Slice> read(String path, long offset, long length) throws IOException;

    /** A whole file. */
    FileAnswer<Content> open(String path) throws IOException;

    /** The real path of each virtual root. */
    Map<String, String> roots();

    /**
     * Part of a file.
     *
     * @param offset where the data starts
     * @param size of the whole file
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Slice(long offset, byte[] data, long size) {}

    /** An open file, to be closed by the one who asked. */
    record Content(String name, long size, InputStream stream) {}
}
