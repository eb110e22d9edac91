package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.protocol.v1.MasterInfo;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreparationTest {
    @Test
    void goesAsFarAsToAnOfferAlsoWhereNobodyMayDoAnything() {
        MasterInfo info = MasterInfo.newBuilder().setId("m").setIp(1).setPort(5050).build();
        Preparation preparation =
                new Preparation(
                        MasterConfig.defaults("m").with(new Authorizer(Map.of(), false)),
                        info,
                        Clock.systemUTC());
        preparation.run();
        assertThat(preparation.offers()).isOne();
    }
}
