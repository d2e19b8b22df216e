// SPDX-License-Identifier: Apache-2.0
package io.postern.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.james.TlsAttributes;
import javax.mail.MessagingException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;

class SetRequireTlsTest {
    private static SetRequireTls mailet() throws MessagingException {
        SetRequireTls mailet = new SetRequireTls();
        mailet.init(FakeMailetConfig.builder().mailetName("SetRequireTls").build());
        return mailet;
    }

    @Test
    void theMailHasJamesOwnAttribute() throws Exception {
        FakeMail mail = FakeMail.builder().name("mail").build();
        mailet().service(mail);
        assertThat(mail.getAttribute(AttributeName.of("REQUIRETLS")))
                .contains(new Attribute(AttributeName.of("REQUIRETLS"), AttributeValue.of(true)));
        TlsAttributes.waive(mail);
        assertThat(TlsAttributes.isRequired(mail)).isTrue();
    }

    // RFC 8689 §5
    @Test
    void whatBouncesIsTheHeaderAloneWhateverTheSenderWanted() throws Exception {
        MailAddress bob = new MailAddress("bob@example.org");
        RecipientDsnParameters original = RecipientDsnParameters.of(new MailAddress("old@example.org"));
        FakeMail mail = FakeMail.builder().name("mail").recipient(bob).build();
        mailet().service(mail);
        assertThat(mail.dsnParameters().flatMap(DsnParameters::getRetParameter)).contains(Ret.HDRS);

        mail.setDsnParameters(DsnParameters.builder()
                .ret(Ret.FULL)
                .envId(EnvId.of("QQ314159"))
                .addRcptParameter(bob, original)
                .build()
                .orElseThrow());
        mailet().service(mail);
        assertThat(mail.dsnParameters())
                .contains(DsnParameters.builder()
                        .ret(Ret.HDRS)
                        .envId(EnvId.of("QQ314159"))
                        .addRcptParameter(bob, original)
                        .build()
                        .orElseThrow());
    }

    @Test
    void takesNoParameters() {
        assertThatThrownBy(() -> new SetRequireTls()
                        .init(FakeMailetConfig.builder()
                                .mailetName("SetRequireTls")
                                .setProperty("off", "true")
                                .build()))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("'off'");
    }
}
