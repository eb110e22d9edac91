package io.mesocosm.agent.main;

import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.pod.certificate.SignedIdentity;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsFiles;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As whom the agent speaks: by files that somebody keeps, or a key of its own that is certified.
 */
final class IdentityFlags {
    private static final String SIGNER = "certificate_signer";

    private IdentityFlags() {}

    /** Where the identity lies; null for none. */
    static @Nullable TlsFiles files(Flags flags) {
        String certificate = given(flags, "tls_cert_file");
        String key = given(flags, "tls_key_file");
        String authorities = given(flags, "tls_ca_file");
        String folder = given(flags, "identity_dir");
        if (given(flags, SIGNER) == null) {
            if (folder != null) {
                throw new IllegalArgumentException(
                        "--identity_dir is for what --certificate_signer certifies: give both or none");
            }
            return TlsFiles.of(certificate, key, authorities);
        }
        if (certificate != null || key != null) {
            throw new IllegalArgumentException(
                    "--certificate_signer is in place of --tls_cert_file and --tls_key_file: give that, or those two");
        }
        if (folder == null || authorities == null) {
            throw new IllegalArgumentException(
                    "--certificate_signer needs to know where the identity is kept and who may have signed it: give --identity_dir and --tls_ca_file");
        }
        TlsFiles own = TlsFiles.in(Path.of(folder).toAbsolutePath());
        return new TlsFiles(own.certificate(), own.key(), Path.of(authorities));
    }

    /** What is to be certified, for what the agent tells others; null for nothing. */
    static SignedIdentity.@Nullable Plan plan(Flags flags, AgentSettings settings) {
        String signer = given(flags, SIGNER);
        TlsFiles files = settings.security().tls();
        if (signer == null || files == null) {
            return null;
        }
        String node = given(flags, "node_name");
        if (node == null) {
            throw new IllegalArgumentException(
                    "--certificate_signer needs the name of the node: give --node_name, or the variable NODE_NAME from the pod's spec.nodeName");
        }
        return new SignedIdentity.Plan(
                signer,
                Subject.serving(
                        "agent/" + node,
                        Groups.AGENTS,
                        List.of(settings.hostname(), settings.advertisedIp())),
                files);
    }

    private static @Nullable String given(Flags flags, String flag) {
        return flags.text(flag).isEmpty() ? null : flags.text(flag);
    }
}
