// SPDX-License-Identifier: Apache-2.0
package io.postern.it;

import java.io.IOException;
import java.nio.file.Path;

/** A key and a certificate made for one test. */
final class TestKeystore {
    private TestKeystore() {}

    /** The children of James's element {@code tls} for a keystore that is made in this folder. */
    static String in(Path folder) throws IOException, InterruptedException {
        Path keystore = folder.resolve("keystore.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "james",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=mx.example.org",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        JamesUnderTest.PASSWORD,
                        "-keystore",
                        keystore.toString())
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool gave no key");
        }
        return "<keystore>file://" + keystore + "</keystore><keystoreType>PKCS12</keystoreType><secret>"
                + JamesUnderTest.PASSWORD + "</secret>";
    }
}
