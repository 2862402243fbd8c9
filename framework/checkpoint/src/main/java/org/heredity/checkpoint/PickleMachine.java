package org.heredity.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one pickle without Python: a stack machine of the few opcodes that a state dict needs.
 *
 * <p>Nothing is executed or instantiated; a pickle can make None ({@link #NONE}), booleans, numbers
 * (Long, BigInteger, Double), strings, tuples (immutable List), lists ({@link PickleList}), dicts
 * ({@link PickleDict}) and what the {@link PickleHost} makes. Every opcode takes a bounded amount
 * of memory beyond the bytes it covers, and their number is bounded, so nesting, memo and
 * containers are. Nothing recurses.
 */
final class PickleMachine {
  /** Python's None. */
  static final Object NONE =
      new Object() {
        @Override
        public String toString() {
          return "None";
        }
      };

  /** A pickled list. */
  static final class PickleList {
    private final List<Object> items = new ArrayList<>(0);

    List<Object> items() {
      return Collections.unmodifiableList(items);
    }
  }

  private static final Object MARK = new Object();
  private static final int MAX_OPCODES = 2_000_000;
  private static final int MAX_TEXT = 1 << 20;

  private final ByteBuffer in;
  private final PickleHost host;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleMachine(ByteBuffer in, PickleHost host) {
    this.in = in;
    this.host = host;
  }

  /**
   * The value of the pickle that starts at {@code in}'s position, which moves behind it.
   *
   * @throws CheckpointException if it is cut short, malformed, too big or not allowed
   */
  static Object read(ByteBuffer in, PickleHost host) {
    in.order(ByteOrder.LITTLE_ENDIAN);
    return new PickleMachine(in, host).run();
  }

  private Object run() {
    for (int i = 0; i < MAX_OPCODES; i++) {
      int at = in.position();
      int code = unsigned(1);
      PickleOpcode opcode = PickleOpcode.of(code);
      if (opcode == null) {
        throw new CheckpointException(
            "the pickle has the unknown opcode 0x%02x at byte %d; the file is damaged"
                .formatted(code, at));
      }
      if (opcode == PickleOpcode.STOP) {
        return pop();
      }
      step(opcode, at);
    }
    throw new CheckpointException(
        "the pickle has over "
            + MAX_OPCODES
            + " opcodes; save the state dict alone: torch.save(model.state_dict(), path)");
  }

  private void step(PickleOpcode opcode, int at) {
    switch (opcode) {
      case PROTO -> protocol();
      case FRAME -> take(8);
      case MARK -> {
        marks.add(stack.size());
        stack.add(MARK);
      }
      case NONE -> push(NONE);
      case NEWTRUE -> push(true);
      case NEWFALSE -> push(false);
      case BININT -> push((long) take(4).getInt());
      case BININT1 -> push((long) unsigned(1));
      case BININT2 -> push((long) unsigned(2));
      case LONG1 -> push(integer(unsigned(1)));
      case BINFLOAT -> push(take(8).order(ByteOrder.BIG_ENDIAN).getDouble());
      case BINUNICODE -> push(text(unsigned(4), StandardCharsets.UTF_8));
      case SHORT_BINUNICODE -> push(text(unsigned(1), StandardCharsets.UTF_8));
      // Python 2's str, as torch.load takes it with encoding="latin1".
      case BINSTRING -> push(text(unsigned(4), StandardCharsets.ISO_8859_1));
      case SHORT_BINSTRING -> push(text(unsigned(1), StandardCharsets.ISO_8859_1));
      case EMPTY_TUPLE -> push(List.of());
      case TUPLE1 -> push(tuple(1));
      case TUPLE2 -> push(tuple(2));
      case TUPLE3 -> push(tuple(3));
      case TUPLE -> push(List.copyOf(popToMark()));
      case EMPTY_LIST -> push(new PickleList());
      case EMPTY_DICT -> push(new PickleDict());
      case APPEND -> {
        Object item = pop();
        top(PickleList.class, opcode).items.add(item);
      }
      case APPENDS -> {
        List<Object> items = popToMark();
        top(PickleList.class, opcode).items.addAll(items);
      }
      case SETITEM -> {
        Object value = pop();
        Object key = pop();
        top(PickleDict.class, opcode).set(key, value);
      }
      case SETITEMS -> setItems(popToMark());
      case BINPUT -> memo.put(unsigned(1), top());
      case LONG_BINPUT -> memo.put(unsigned(4), top());
      case MEMOIZE -> memo.put(memo.size(), top());
      case BINGET -> push(remembered(unsigned(1)));
      case LONG_BINGET -> push(remembered(unsigned(4)));
      case GLOBAL -> {
        String module = line();
        push(host.global(module, line()));
      }
      case STACK_GLOBAL -> {
        Object name = pop();
        push(host.global(string(pop(), opcode), string(name, opcode)));
      }
      case BINPERSID -> push(host.persistent(pop()));
      case REDUCE -> reduce();
      case BUILD -> build();
      default ->
          throw new CheckpointException(
              "the pickle has the opcode "
                  + opcode
                  + " at byte "
                  + at
                  + ", which no state dict needs; it is refused. "
                  + TorchGlobals.ADVICE);
    }
  }

  private void protocol() {
    int protocol = unsigned(1);
    if (protocol > 5) {
      throw new CheckpointException("the pickle has protocol " + protocol + "; 2 to 5 are known");
    }
  }

  private void setItems(List<Object> items) {
    PickleDict dict = top(PickleDict.class, PickleOpcode.SETITEMS);
    if (items.size() % 2 != 0) {
      throw malformed("SETITEMS finds a key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      dict.set(items.get(i), items.get(i + 1));
    }
  }

  private void reduce() {
    Object arguments = pop();
    Object callable = pop();
    if (!(arguments instanceof List<?> list)) {
      throw malformed("REDUCE finds arguments that are no tuple");
    }
    if (!(callable instanceof PickleHost.Constructor constructor)) {
      throw malformed("REDUCE calls what cannot be called");
    }
    push(constructor.call(list));
  }

  /** An OrderedDict's attributes, such as a state dict's {@code _metadata}: read, then dropped. */
  private void build() {
    Object state = pop();
    top(PickleDict.class, PickleOpcode.BUILD);
    if (!(state instanceof PickleDict)) {
      throw malformed("BUILD sets attributes that are no dict");
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object top() {
    if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
      throw malformed("the stack is empty");
    }
    return stack.get(stack.size() - 1);
  }

  private <T> T top(Class<T> type, PickleOpcode opcode) {
    Object top = top();
    if (!type.isInstance(top)) {
      throw malformed(opcode + " finds no " + (type == PickleDict.class ? "dict" : "list"));
    }
    return type.cast(top);
  }

  private Object pop() {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw malformed("there is no mark");
    }
    int mark = marks.remove(marks.size() - 1);
    List<Object> behind = stack.subList(mark + 1, stack.size());
    List<Object> items = new ArrayList<>(behind);
    stack.subList(mark, stack.size()).clear();
    return items;
  }

  private List<Object> tuple(int size) {
    Object[] items = new Object[size];
    for (int i = size - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return List.of(items);
  }

  private Object remembered(int key) {
    Object value = memo.get(key);
    if (value == null) {
      throw malformed("the memo has no entry " + Integer.toUnsignedString(key));
    }
    return value;
  }

  private void require(int bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw malformed(
          "an opcode needs "
              + Integer.toUnsignedString(bytes)
              + " bytes and "
              + in.remaining()
              + " are left");
    }
  }

  private ByteBuffer take(int bytes) {
    require(bytes);
    ByteBuffer taken = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + bytes);
    return taken;
  }

  /** One to four bytes; of four, those above 2^31 come out negative and are refused by take. */
  private int unsigned(int bytes) {
    require(bytes);
    return switch (bytes) {
      case 1 -> in.get() & 0xFF;
      case 2 -> in.getShort() & 0xFFFF;
      default -> in.getInt();
    };
  }

  private Object integer(int bytes) {
    ByteBuffer taken = take(bytes);
    if (bytes == 0) {
      return 0L;
    }
    byte[] bigEndian = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      bigEndian[bytes - 1 - i] = taken.get(i);
    }
    BigInteger value = new BigInteger(bigEndian);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private String text(int bytes, Charset charset) {
    if (bytes > MAX_TEXT) {
      throw new CheckpointException(
          "the pickle holds a string of " + bytes + " bytes; at most " + MAX_TEXT + " are read");
    }
    try {
      return charset.newDecoder().decode(take(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CheckpointException("the pickle holds a string that is not " + charset, e);
    }
  }

  private String line() {
    int end = in.position();
    while (end < in.limit() && in.get(end) != '\n') {
      end++;
    }
    if (end == in.limit()) {
      throw malformed("a global's name does not end");
    }
    String line = text(end - in.position(), StandardCharsets.UTF_8);
    in.position(end + 1);
    return line;
  }

  private String string(Object value, PickleOpcode opcode) {
    if (!(value instanceof String text)) {
      throw malformed(opcode + " finds no string");
    }
    return text;
  }

  private CheckpointException malformed(String what) {
    return new CheckpointException(
        "the pickle is malformed before byte "
            + in.position()
            + ": "
            + what
            + "; the file is damaged, fetch it again");
  }
}
