// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.thetaphi.forbiddenapis.Checker;
import de.thetaphi.forbiddenapis.ForbiddenApiException;
import de.thetaphi.forbiddenapis.Logger;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What the build forbids of James is refused: for each line of the list there is a class here that does it. */
class ForbiddenJamesApisIT {
    private static final Pattern LINE = Pattern.compile("(org\\.apache\\.[\\w.$]+)(?:#(<init>|\\w+)\\(([^)]*)\\))?");

    @ParameterizedTest
    @MethodSource("linesAboutJames")
    void isRefused(String line) throws Exception {
        List<String> said = new ArrayList<>();
        Checker checker = checker(said);
        checker.streamReadClassToCheck(new ByteArrayInputStream(doing(line)), "user/Tempted");

        assertThatThrownBy(checker::run).isInstanceOf(ForbiddenApiException.class);
        assertThat(said).anyMatch(message -> message.contains(line) && message.contains("docs/james-versions.md"));
    }

    @Test
    void whatIsNotOnTheListIsNotRefused() throws Exception {
        List<String> said = new ArrayList<>();
        Checker checker = checker(said);
        checker.streamReadClassToCheck(
                new ByteArrayInputStream(doing("org.apache.james.core.MailAddress#<init>(java.lang.String)")),
                "user/Tempted");

        checker.run();

        assertThat(said).noneMatch(message -> message.contains("Forbidden"));
    }

    static Stream<String> linesAboutJames() throws Exception {
        List<String> lines = signatures()
                .lines()
                .map(String::strip)
                .filter(line -> LINE.matcher(line).matches())
                .toList();
        assertThat(lines).isNotEmpty();
        return lines.stream();
    }

    private static String signatures() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of(System.getProperty("postern.root"), "pom.xml").toFile())
                .getElementsByTagName("signatures")
                .item(0)
                .getTextContent();
    }

    private static Checker checker(List<String> said) throws Exception {
        Logger logger = new Logger() {
            @Override
            public void error(String message) {
                said.add(message);
            }

            @Override
            public void warn(String message) {
                said.add(message);
            }

            @Override
            public void info(String message) {
                said.add(message);
            }

            @Override
            public void debug(String message) {
                said.add(message);
            }
        };
        Checker checker =
                new Checker(logger, ForbiddenJamesApisIT.class.getClassLoader(), Checker.Option.FAIL_ON_VIOLATION);
        checker.parseSignaturesString(signatures());
        return checker;
    }

    /** A class that calls the method of the line, or names its class. */
    private static byte[] doing(String line) throws ClassNotFoundException {
        Matcher parts = LINE.matcher(line);
        assertThat(parts.matches()).as(line).isTrue();
        Class<?> type = Class.forName(parts.group(1), false, ForbiddenJamesApisIT.class.getClassLoader());
        ClassWriter tempted = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        tempted.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "user/Tempted", null, "java/lang/Object", null);
        MethodVisitor code = tempted.visitMethod(Opcodes.ACC_STATIC, "yield", "()V", null, null);
        code.visitCode();
        if (parts.group(2) == null) {
            code.visitLdcInsn(Type.getType(type));
        } else {
            call(code, type, executable(type, parts.group(2), parts.group(3)));
        }
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        return tempted.toByteArray();
    }

    private static Executable executable(Class<?> type, String name, String parameters) {
        return Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
                .filter(each -> name.equals(each instanceof Constructor<?> ? "<init>" : each.getName()))
                .filter(each -> parameters.equals(Arrays.stream(each.getParameterTypes())
                        .map(Class::getName)
                        .collect(Collectors.joining(","))))
                .findFirst()
                .orElseThrow();
    }

    private static void call(MethodVisitor code, Class<?> type, Executable executable) {
        String owner = Type.getInternalName(type);
        if (executable instanceof Method method) {
            int opcode = Modifier.isStatic(method.getModifiers())
                    ? Opcodes.INVOKESTATIC
                    : type.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
            code.visitMethodInsn(opcode, owner, method.getName(), Type.getMethodDescriptor(method), type.isInterface());
        } else if (executable instanceof Constructor<?> constructor) {
            code.visitMethodInsn(
                    Opcodes.INVOKESPECIAL, owner, "<init>", Type.getConstructorDescriptor(constructor), false);
        }
    }
}
