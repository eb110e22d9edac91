package io.mesocosm.master.server.operator;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.files.FileAnswer;
import io.mesocosm.http.files.FileFacts;
import io.mesocosm.http.files.VirtualFiles;
import io.mesocosm.protocol.v1.master.Call;
import io.mesocosm.protocol.v1.master.Response;
import java.io.IOException;
import java.util.List;

/** LIST_FILES and READ_FILE (spec §3). */
public final class FileCalls {
    private final VirtualFiles files;

    public FileCalls(VirtualFiles files) {
        this.files = requireNonNull(files, "files");
    }

    Response list(String path) throws IOException {
        List<FileFacts> found = require(files.browse(path));
        Response.Builder response = Response.newBuilder().setType(Response.Type.LIST_FILES);
        response.getListFilesBuilder();
        for (FileFacts facts : found) {
            var info =
                    response.getListFilesBuilder()
                            .addFileInfosBuilder()
                            .setPath(facts.path())
                            .setNlink(facts.nlink())
                            .setSize(facts.size())
                            .setMode(facts.mode())
                            .setUid(facts.uid())
                            .setGid(facts.gid());
            info.getMtimeBuilder().setNanoseconds(Math.round(facts.mtime() * 1e3) * 1_000_000);
        }
        return response.build();
    }

    Response read(Call.ReadFile call) throws IOException {
        VirtualFiles.Slice slice =
                require(
                        files.read(
                                call.getPath(),
                                call.getOffset(),
                                call.hasLength() ? call.getLength() : -1));
        Response.Builder response = Response.newBuilder().setType(Response.Type.READ_FILE);
        response.getReadFileBuilder()
                .setSize(slice.size())
                .setData(ByteString.copyFrom(slice.data()));
        return response.build();
    }

    private static <T> T require(FileAnswer<T> answer) {
        return switch (answer) {
            case FileAnswer.Found<T>(T value) -> value;
            case FileAnswer.NotFound<T> _ -> throw HttpRefusal.of(404);
            case FileAnswer.Forbidden<T> _ -> throw HttpRefusal.of(403);
            case FileAnswer.Invalid<T>(String reason) -> throw HttpRefusal.of(400, reason);
        };
    }
}
