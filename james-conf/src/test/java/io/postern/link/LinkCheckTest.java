// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.objectweb.asm.Opcodes.ACC_ABSTRACT;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_INTERFACE;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PROTECTED;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Each way in which a class does not fit a library is reported; one that fits is not. */
class LinkCheckTest {
    private static final String OBJECT = "java/lang/Object";

    /** A library: an interface, a class, a final class and one that is not public. */
    private static final Map<String, byte[]> LIBRARY = Map.of(
            "lib/Api", api(),
            "lib/Base", base(),
            "lib/Last", type(ACC_PUBLIC | ACC_FINAL, "lib/Last", OBJECT).toByteArray(),
            "lib/Inner", type(0, "lib/Inner", OBJECT).toByteArray());

    @ParameterizedTest(name = "{0}")
    @MethodSource("misfits")
    void isReported(String misfit, String problem, byte[] classFile) {
        assertThat(check().problems(classFile)).as(misfit).containsExactly("user/Caller: " + problem);
    }

    @Test
    void aClassThatFitsIsNotReported() {
        ClassWriter fits = type(ACC_PUBLIC, "user/Caller", "lib/Base", "lib/Api");
        method(
                fits,
                ACC_PUBLIC,
                "asked",
                code -> code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "user/Caller", "kept", "()V", false));
        method(
                fits,
                ACC_PUBLIC,
                "lambda",
                code -> code.visitInvokeDynamicInsn(
                        "asked", "()Llib/Api;", metafactory(), voidType(), here(), voidType()));
        method(
                fits,
                ACC_PUBLIC,
                "array",
                code -> code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "[I", "clone", "()Ljava/lang/Object;", false));

        assertThat(check().problems(fits.toByteArray())).isEmpty();
    }

    static Stream<Arguments> misfits() {
        return Stream.of(
                caller(
                        "a class that is gone",
                        "no class lib/Gone",
                        code -> code.visitTypeInsn(Opcodes.CHECKCAST, "lib/Gone")),
                caller(
                        "a class literal of one that is gone",
                        "no class lib/Gone",
                        code -> code.visitLdcInsn(Type.getObjectType("lib/Gone"))),
                misfit("an annotation that is gone", annotated(), "no class lib/Gone"),
                misfit("a class that only a generic signature names", generic(), "no class lib/Gone"),
                caller(
                        "a class that is not public",
                        "no access to class lib/Inner",
                        code -> code.visitTypeInsn(Opcodes.NEW, "lib/Inner")),
                caller(
                        "a method that is gone",
                        "no method lib/Base.gone()V",
                        code -> code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "lib/Base", "gone", "()V", false)),
                caller(
                        "a method that returns something else",
                        "no method lib/Base.here()Z",
                        code -> code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "lib/Base", "here", "()Z", false)),
                caller(
                        "a method handle of one that is gone",
                        "no method lib/Base.gone()V",
                        code -> code.visitLdcInsn(
                                new Handle(Opcodes.H_INVOKEVIRTUAL, "lib/Base", "gone", "()V", false))),
                caller(
                        "a method reference to one that is gone",
                        "no method lib/Base.gone()V",
                        code -> code.visitInvokeDynamicInsn(
                                "run",
                                "()Ljava/lang/Runnable;",
                                metafactory(),
                                voidType(),
                                new Handle(Opcodes.H_INVOKESTATIC, "lib/Base", "gone", "()V", false),
                                voidType())),
                caller(
                        "a field that is gone",
                        "no field lib/Base.gone I",
                        code -> code.visitFieldInsn(Opcodes.GETFIELD, "lib/Base", "gone", "I")),
                caller(
                        "a field of another type",
                        "no field lib/Base.count J",
                        code -> code.visitFieldInsn(Opcodes.GETFIELD, "lib/Base", "count", "J")),
                caller(
                        "a method that was static",
                        "static or not is the other: lib/Base.here()V",
                        code -> code.visitMethodInsn(Opcodes.INVOKESTATIC, "lib/Base", "here", "()V", false)),
                caller(
                        "an interface that was a class",
                        "class or interface is the other: lib/Api.asked()V",
                        code -> code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "lib/Api", "asked", "()V", false)),
                caller(
                        "a method that became private",
                        "no access to lib/Base.hidden()V",
                        code -> code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "lib/Base", "hidden", "()V", false)),
                caller(
                        "a lambda for an interface with more to do",
                        "a lambda leaves out lib/Api.asked()V",
                        code -> code.visitInvokeDynamicInsn(
                                "kept", "()Llib/Api;", metafactory(), voidType(), here(), voidType())),
                misfit(
                        "an abstract method left out",
                        type(ACC_PUBLIC, "user/Caller", OBJECT, "lib/Api").toByteArray(),
                        "leaves out lib/Api.asked()V"),
                misfit(
                        "a class that became final",
                        type(ACC_PUBLIC, "user/Caller", "lib/Last").toByteArray(),
                        "a final class is extended: lib/Last"),
                misfit("a method that became final", overriding(), "a final method is overridden: lib/Base.last()V"),
                misfit(
                        "a class that became an interface",
                        type(ACC_PUBLIC, "user/Caller", "lib/Base", "lib/Last").toByteArray(),
                        "a class is implemented: lib/Last"));
    }

    private static LinkCheck check() {
        ClassPath library = name ->
                Optional.ofNullable(LIBRARY.get(name)).map(classFile -> ClassFacts.read(classFile, Renames.none()));
        ClassPath caller = name -> name.equals("user/Caller")
                ? Optional.of(ClassFacts.read(overridable(), Renames.none()))
                : Optional.empty();
        return new LinkCheck(library.or(caller).or(ClassPath.jdk()));
    }

    private static byte[] overridable() {
        return type(ACC_PUBLIC, "user/Caller", "lib/Base", "lib/Api").toByteArray();
    }

    private static Arguments caller(String name, String problem, Consumer<MethodVisitor> code) {
        ClassWriter caller = type(ACC_PUBLIC, "user/Caller", OBJECT);
        method(caller, ACC_PUBLIC | ACC_STATIC, "run", code);
        return misfit(name, caller.toByteArray(), problem);
    }

    private static Arguments misfit(String name, byte[] classFile, String problem) {
        return Arguments.of(name, problem, classFile);
    }

    private static byte[] annotated() {
        ClassWriter caller = type(ACC_PUBLIC, "user/Caller", OBJECT);
        caller.visitAnnotation("Llib/Gone;", true).visitEnd();
        return caller.toByteArray();
    }

    private static byte[] generic() {
        ClassWriter caller = type(ACC_PUBLIC, "user/Caller", OBJECT);
        caller.visitField(ACC_PUBLIC, "list", "Ljava/util/List;", "Ljava/util/List<Llib/Gone;>;", null)
                .visitEnd();
        return caller.toByteArray();
    }

    private static byte[] overriding() {
        ClassWriter caller = type(ACC_PUBLIC, "user/Caller", "lib/Base");
        method(caller, ACC_PUBLIC, "last", code -> {});
        return caller.toByteArray();
    }

    private static byte[] api() {
        ClassWriter api = type(ACC_PUBLIC | ACC_INTERFACE | ACC_ABSTRACT, "lib/Api", OBJECT);
        api.visitMethod(ACC_PUBLIC | ACC_ABSTRACT, "asked", "()V", null, null).visitEnd();
        method(api, ACC_PUBLIC, "kept", code -> {});
        return api.toByteArray();
    }

    private static byte[] base() {
        ClassWriter base = type(ACC_PUBLIC, "lib/Base", OBJECT);
        base.visitField(ACC_PUBLIC, "count", "I", null, null).visitEnd();
        method(base, ACC_PUBLIC, "here", code -> {});
        method(base, ACC_PROTECTED | ACC_FINAL, "last", code -> {});
        method(base, ACC_PRIVATE, "hidden", code -> {});
        return base.toByteArray();
    }

    private static ClassWriter type(int access, String name, String superName, String... interfaces) {
        ClassWriter type = new ClassWriter(0);
        type.visit(Opcodes.V17, access, name, null, superName, interfaces);
        return type;
    }

    private static void method(ClassWriter type, int access, String name, Consumer<MethodVisitor> code) {
        MethodVisitor method = type.visitMethod(access, name, "()V", null, null);
        method.visitCode();
        code.accept(method);
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(0, 0);
        method.visitEnd();
    }

    private static Handle metafactory() {
        return new Handle(
                Opcodes.H_INVOKESTATIC,
                "java/lang/invoke/LambdaMetafactory",
                "metafactory",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                        + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
                        + "Ljava/lang/invoke/CallSite;",
                false);
    }

    private static Handle here() {
        return new Handle(Opcodes.H_INVOKEVIRTUAL, "lib/Base", "here", "()V", false);
    }

    private static Type voidType() {
        return Type.getMethodType("()V");
    }
}
