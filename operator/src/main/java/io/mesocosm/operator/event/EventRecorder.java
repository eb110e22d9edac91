package io.mesocosm.operator.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventSeriesBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events (events.k8s.io/v1) about resources: the same one twice counts up its series, and
 * within a few minutes not even that. Safe for any thread.
 */
public final class EventRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final int REMEMBERED = 4096;
    private static final int LONGEST_NOTE = 1024;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final Clock clock;
    private final String instance;
    private final Map<String, Instant> told =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
                    return size() > REMEMBERED;
                }
            };

    public EventRecorder(KubernetesClient client, Clock clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.instance = instance;
    }

    /** Something went as it should. */
    public void normal(HasMetadata about, String reason, String action, String note) {
        tell(about, "Normal", reason, action, note);
    }

    /** Something that a person should look at. */
    public void warning(HasMetadata about, String reason, String action, String note) {
        tell(about, "Warning", reason, action, note);
    }

    private void tell(HasMetadata about, String... words) {
        String note =
                words[3].length() <= LONGEST_NOTE
                        ? words[3]
                        : words[3].substring(0, LONGEST_NOTE - 1) + "…";
        String name = name(about, words[1], note);
        if (justTold(about.getMetadata().getNamespace() + "/" + name)) {
            return;
        }
        try {
            write(name, about, new Words(words[0], words[1], words[2], note));
        } catch (KubernetesClientException e) {
            // An event is a courtesy: a namespace on its way out, for one, takes none.
            LOG.warn("event={} lost: {}", name, e.getMessage());
        }
    }

    private record Words(String type, String reason, String action, String note) {}

    private void write(String name, HasMetadata about, Words words) {
        String namespace = about.getMetadata().getNamespace();
        Instant now = clock.instant();
        var events = client.events().v1().events().inNamespace(namespace);
        Event before = events.withName(name).get();
        if (before == null) {
            events.resource(first(name, about, words, now)).create();
            return;
        }
        int count = before.getSeries() == null ? 1 : before.getSeries().getCount();
        before.setSeries(
                new EventSeriesBuilder()
                        .withCount(count + 1)
                        .withLastObservedTime(time(now))
                        .build());
        events.resource(before).update();
    }

    private Event first(String name, HasMetadata about, Words words, Instant now) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(about.getMetadata().getNamespace())
                .endMetadata()
                .withType(words.type)
                .withReason(words.reason)
                .withAction(words.action)
                .withNote(words.note)
                .withRegarding(reference(about))
                .withEventTime(time(now))
                .withReportingController("mesocosm.io/operator")
                .withReportingInstance(instance)
                .build();
    }

    private static ObjectReference reference(HasMetadata about) {
        return new ObjectReferenceBuilder()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(about.getMetadata().getName())
                .withNamespace(about.getMetadata().getNamespace())
                .withUid(about.getMetadata().getUid())
                .build();
    }

    private static MicroTime time(Instant instant) {
        return new MicroTime(MICROS.format(instant));
    }

    private boolean justTold(String key) {
        Instant now = clock.instant();
        synchronized (told) {
            Instant last = told.get(key);
            if (last != null && last.plus(QUIET).isAfter(now)) {
                return true;
            }
            told.put(key, now);
            return false;
        }
    }

    /** The same for the same said of the same resource. */
    private static String name(HasMetadata about, String reason, String note) {
        CRC32 sum = new CRC32();
        sum.update((reason + "\n" + note).getBytes(StandardCharsets.UTF_8));
        return "%s.%s.%s-%08x"
                .formatted(
                        about.getMetadata().getName(),
                        about.getMetadata().getUid().substring(0, 8),
                        reason.toLowerCase(java.util.Locale.ROOT),
                        sum.getValue());
    }
}
