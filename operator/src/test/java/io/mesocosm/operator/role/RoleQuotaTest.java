package io.mesocosm.operator.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Weights and quotas in the master's words. */
class RoleQuotaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void readsWhatTheMasterTells() throws Exception {
        MasterRoles roles =
                MasterRoles.read(
                        JSON.readTree("{\"weight_infos\":[{\"weight\":2.5,\"role\":\"eng/web\"}]}"),
                        JSON.readTree(
                                """
                                {"status":{"infos":[],"configs":[{"role":"eng",
                                "guarantees":{"cpus":{"value":1.0}},"limits":{"cpus":{"value":0.3},"mem":{"value":64}}}]}}"""));
        assertThat(roles.weight("eng/web")).isEqualTo(2.5);
        assertThat(roles.weight("eng")).isEqualTo(1);
        assertThat(roles.quota("ops")).isEqualTo(RoleQuota.NONE);
        assertThat(roles.quota("eng")).hasToString("guarantees cpus:1.0, limits cpus:0.3;mem:64.0");
    }

    @Test
    void readsWhatItWrites() throws Exception {
        RoleQuota quota =
                RoleQuota.read(
                        JSON.readTree(
                                "{\"limits\":{\"cpus\":{\"value\":0.1},\"mem\":{\"value\":5}}}"));
        assertThat(RoleQuota.read(quota.write("eng"))).isEqualTo(quota);
        assertThat(quota.write("eng").path("role").asText()).isEqualTo("eng");
    }
}
