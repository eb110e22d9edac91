package io.mesocosm.agent.server.operator;

import com.google.protobuf.ByteString;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.files.FileAnswer;
import io.mesocosm.http.files.FileFacts;
import io.mesocosm.http.files.VirtualFiles;
import io.mesocosm.protocol.v1.FileInfo;
import io.mesocosm.protocol.v1.TimeInfo;
import io.mesocosm.protocol.v1.agent.Call;
import io.mesocosm.protocol.v1.agent.Response;
import java.io.IOException;
import java.util.List;

/** LIST_FILES and READ_FILE (spec section 4). */
final class FileMessages {
    private final VirtualFiles files;

    FileMessages(VirtualFiles files) {
        this.files = files;
    }

    Response.ListFiles list(Call.ListFiles call) throws IOException {
        Response.ListFiles.Builder message = Response.ListFiles.newBuilder();
        List<FileFacts> found = require(files.browse(call.getPath()));
        for (FileFacts file : found) {
            message.addFileInfos(
                    FileInfo.newBuilder()
                            .setPath(file.path())
                            .setNlink(file.nlink())
                            .setSize(file.size())
                            .setMtime(
                                    TimeInfo.newBuilder()
                                            .setNanoseconds((long) (file.mtime() * 1e9)))
                            .setMode(file.mode())
                            .setUid(file.uid())
                            .setGid(file.gid()));
        }
        return message.build();
    }

    Response.ReadFile read(Call.ReadFile call) throws IOException {
        long length = call.hasLength() ? call.getLength() : -1;
        VirtualFiles.Slice slice = require(files.read(call.getPath(), call.getOffset(), length));
        return Response.ReadFile.newBuilder()
                .setSize(slice.size())
                .setData(ByteString.copyFrom(slice.data()))
                .build();
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
