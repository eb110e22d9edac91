package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Objects of a cluster that are of APIs which not every Kubernetes has.
 *
 * @param condition that tells of them
 * @param places all that there may be, those that are no longer wanted too
 * @param wanted those that there are to be; of none nothing is said
 * @param done what they bring about, for people
 * @param undone what is not so without them
 * @param remedy what to do where their API is missing
 */
public record Addition(
        String condition,
        List<Place> places,
        List<GenericKubernetesResource> wanted,
        String done,
        String undone,
        String remedy) {

    /** An object with nothing but a spec. */
    public static GenericKubernetesResource object(
            String apiVersion, String kind, ObjectMeta meta, Map<String, Object> spec) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(apiVersion);
        object.setKind(kind);
        object.setMetadata(meta);
        object.setAdditionalProperty("spec", spec);
        return object;
    }

    /** Keys and their values, in the order of the keys so that the same is written the same. */
    public static Map<String, Object> sorted(Object... entries) {
        Map<String, Object> map = new TreeMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    /** An object by its kind and its name in the cluster's namespace. */
    public record Place(String apiVersion, String kind, String name) {
        public static Place of(GenericKubernetesResource object) {
            return new Place(
                    object.getApiVersion(), object.getKind(), object.getMetadata().getName());
        }

        public String group() {
            return apiVersion.substring(0, apiVersion.indexOf('/'));
        }

        public String version() {
            return apiVersion.substring(apiVersion.indexOf('/') + 1);
        }

        /** The name of the kind in a URL. */
        public String plural() {
            String singular = kind.toLowerCase(Locale.ROOT);
            return singular.endsWith("y")
                    ? singular.substring(0, singular.length() - 1) + "ies"
                    : singular + "s";
        }
    }
}
