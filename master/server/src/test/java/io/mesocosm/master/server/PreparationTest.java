package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.protocol.v1.MasterInfo;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class PreparationTest {
    @Test
    void goesAsFarAsToAnOffer() {
        MasterInfo info = MasterInfo.newBuilder().setId("m").setIp(1).setPort(5050).build();
        Preparation preparation =
                new Preparation(MasterConfig.defaults("m"), info, Clock.systemUTC());
        preparation.run();
        assertThat(preparation.offers()).isOne();
    }
}
