// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Everything that a class file names: types (in code, descriptors, signatures, annotations, class literals, constants),
 * members, and the functional interfaces that its lambdas implement.
 */
final class References extends ClassVisitor {
    enum Kind {
        FIELD,
        METHOD,
        INTERFACE_METHOD
    }

    enum Receiver {
        INSTANCE,
        CLASS
    }

    /** A member as an instruction or a method handle names it. */
    record Use(Kind kind, Receiver receiver, String owner, Member member) {}

    /** An interface, and the one method of it that a lambda or method reference stands for. */
    record Lambda(String type, Member method) {}

    final Set<String> types = new HashSet<>();
    final Set<Use> uses = new HashSet<>();
    final Set<Lambda> lambdas = new HashSet<>();

    private References() {
        super(Opcodes.ASM9, new ClassWriter(0));
    }

    static References of(byte[] classFile) {
        References references = new References();
        Remapper everyName = new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String internalName) {
                references.types.add(internalName);
                return internalName;
            }
        };
        new ClassReader(classFile).accept(new ClassRemapper(references, everyName), ClassReader.SKIP_DEBUG);
        return references;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
            @Override
            public void visitFieldInsn(int opcode, String owner, String field, String fieldDescriptor) {
                boolean ofClass = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
                use(Kind.FIELD, ofClass ? Receiver.CLASS : Receiver.INSTANCE, owner, field, fieldDescriptor);
                super.visitFieldInsn(opcode, owner, field, fieldDescriptor);
            }

            @Override
            public void visitMethodInsn(
                    int opcode, String owner, String method, String methodDescriptor, boolean isInterface) {
                use(
                        isInterface ? Kind.INTERFACE_METHOD : Kind.METHOD,
                        opcode == Opcodes.INVOKESTATIC ? Receiver.CLASS : Receiver.INSTANCE,
                        owner,
                        method,
                        methodDescriptor);
                super.visitMethodInsn(opcode, owner, method, methodDescriptor, isInterface);
            }

            @Override
            public void visitInvokeDynamicInsn(
                    String method, String methodDescriptor, Handle bootstrap, Object... arguments) {
                constant(bootstrap);
                for (Object argument : arguments) {
                    constant(argument);
                }
                if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                        && arguments[0] instanceof Type erased) {
                    lambdas.add(new Lambda(
                            Type.getReturnType(methodDescriptor).getInternalName(),
                            new Member(method, erased.getDescriptor())));
                }
                super.visitInvokeDynamicInsn(method, methodDescriptor, bootstrap, arguments);
            }

            @Override
            public void visitLdcInsn(Object value) {
                constant(value);
                super.visitLdcInsn(value);
            }
        };
    }

    private void constant(Object value) {
        if (value instanceof Handle handle) {
            int tag = handle.getTag();
            boolean ofClass = tag == Opcodes.H_GETSTATIC || tag == Opcodes.H_PUTSTATIC || tag == Opcodes.H_INVOKESTATIC;
            Kind kind = tag <= Opcodes.H_PUTSTATIC
                    ? Kind.FIELD
                    : handle.isInterface() ? Kind.INTERFACE_METHOD : Kind.METHOD;
            use(
                    kind,
                    ofClass ? Receiver.CLASS : Receiver.INSTANCE,
                    handle.getOwner(),
                    handle.getName(),
                    handle.getDesc());
        } else if (value instanceof ConstantDynamic dynamic) {
            constant(dynamic.getBootstrapMethod());
            for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                constant(dynamic.getBootstrapMethodArgument(i));
            }
        }
    }

    private void use(Kind kind, Receiver receiver, String owner, String name, String descriptor) {
        // Arrays have the methods of Object.
        String type = owner.startsWith("[") ? "java/lang/Object" : owner;
        uses.add(new Use(kind, receiver, type, new Member(name, descriptor)));
    }
}
