package io.mesocosm.http.files;

import io.mesocosm.protocol.json.JsonWriter;

/**
 * What is told of one file (spec §5.3, LIST_FILES).
 *
 * @param path its virtual path
 * @param nlink number of hard links
 * @param size in bytes
 * @param mtime last change, in seconds since 1970
 * @param mode type and permissions in numbers, as stat(2) has them
 * @param uid the owner's name, or number when it has none
 * @param gid the group's name, or number when it has none
 */
public record FileFacts(
        String path, int nlink, long size, double mtime, int mode, String uid, String gid) {

    private static final int DIRECTORY = 0040000;
    private static final int TYPE = 0170000;

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    /** The mode as {@code ls} prints it: {@code drwxr-xr-x}. */
    public String modeText() {
        StringBuilder text = new StringBuilder(10);
        text.append(
                switch (mode & TYPE) {
                    case DIRECTORY -> 'd';
                    case 0120000 -> 'l';
                    case 0060000 -> 'b';
                    case 0020000 -> 'c';
                    case 0010000 -> 'p';
                    case 0140000 -> 's';
                    default -> '-';
                });
        for (int shift = 6; shift >= 0; shift -= 3) {
            int bits = mode >> shift;
            text.append((bits & 4) == 0 ? '-' : 'r');
            text.append((bits & 2) == 0 ? '-' : 'w');
            text.append((bits & 1) == 0 ? '-' : 'x');
        }
        return text.toString();
    }

    /** Writes the object that /files/browse lists. */
    public void write(JsonWriter writer) {
        writer.beginObject()
                .field("gid", gid)
                .field("mode", modeText())
                .field("mtime", mtime)
                .field("nlink", nlink)
                .field("path", path)
                .field("size", size)
                .field("uid", uid)
                .endObject();
    }
}
