package io.mesocosm.pod.certificate;

import io.mesocosm.tls.CertificateAuthority;
import io.mesocosm.tls.CertificateRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps requests as Kubernetes does, and answers them when it is told to. */
final class ScriptedSigner implements SigningRequests {
    private final Map<String, CertificateRequest> requests = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private int asked;
    private boolean away;

    @Override
    public String ask(String signer, String request) throws IOException {
        refuseIfAway();
        String name = "request-" + ++asked;
        requests.put(name, CertificateRequest.read(request));
        answers.put(name, new Answer.Waiting());
        return name;
    }

    @Override
    public Answer read(String name) throws IOException {
        refuseIfAway();
        return answers.getOrDefault(name, new Answer.Gone());
    }

    private void refuseIfAway() throws IOException {
        if (away) {
            throw new IOException("no route to it");
        }
    }

    int asked() {
        return asked;
    }

    @Nullable CertificateRequest last() {
        return requests.get("request-" + asked);
    }

    void goAway(boolean isAway) {
        away = isAway;
    }

    void sign(CertificateAuthority authority, Duration life, Instant now) {
        CertificateRequest request = last();
        if (request == null) {
            throw new IllegalStateException("nothing is asked");
        }
        answers.put(
                "request-" + asked,
                new Answer.Signed(authority.issue(request.subject(), request.key(), life, now)));
    }

    void refuse(String why) {
        answers.put("request-" + asked, new Answer.Refused(why));
    }

    void forgetAll() {
        answers.clear();
    }
}
