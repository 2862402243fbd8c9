package org.heredity.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one pickle without Python: a stack machine that makes data and nothing else.
 *
 * <p>Nothing is executed or instantiated; a pickle can make None ({@link #NONE}), booleans, numbers
 * (Long, BigInteger, Double), strings, bytes ({@link PickleBytes}), tuples (immutable List), lists
 * and sets ({@link PickleList}), dicts ({@link PickleDict}), what the {@link PickleHost} makes, and
 * placeholders for all other objects ({@link InertObject}). Every opcode takes a bounded amount of
 * memory beyond the bytes it covers, and their number is bounded, so nesting, memo and containers
 * are. Nothing recurses.
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

  private final PickleInput in;
  private final PickleHost host;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  private PickleMachine(ByteBuffer in, PickleHost host, int longestString) {
    this.in = new PickleInput(in, longestString);
    this.host = host;
  }

  /**
   * The value of the pickle that starts at {@code in}'s position, which moves behind it.
   *
   * @throws CheckpointException if it is cut short, malformed, too big or not allowed
   */
  static Object read(ByteBuffer in, PickleHost host) {
    return read(in, host, PickleInput.MAX_TEXT);
  }

  /** As {@link #read(ByteBuffer, PickleHost)}; longer strings of Python 2 are bytes. */
  static Object read(ByteBuffer in, PickleHost host, int longestString) {
    return new PickleMachine(in, host, longestString).run();
  }

  private Object run() {
    for (int i = 0; i < MAX_OPCODES; i++) {
      int at = in.position();
      int code = in.unsigned(1);
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
      case FRAME -> in.take(8);
      case MARK -> {
        marks.add(stack.size());
        stack.add(MARK);
      }
      case POP -> discard();
      case POP_MARK -> popToMark();
      case DUP -> push(top());
      case NONE -> push(NONE);
      case NEWTRUE -> push(true);
      case NEWFALSE -> push(false);
      case BININT -> push((long) in.take(4).getInt());
      case BININT1 -> push((long) in.unsigned(1));
      case BININT2 -> push((long) in.unsigned(2));
      case LONG1 -> push(in.integer(in.unsigned(1)));
      case LONG4 -> push(in.integer(in.unsigned(4)));
      case INT, LONG -> push(in.integerLine());
      case BINFLOAT -> push(in.take(8).order(ByteOrder.BIG_ENDIAN).getDouble());
      case FLOAT -> push(in.decimalLine());
      case BINUNICODE -> push(in.text(in.unsigned(4), StandardCharsets.UTF_8));
      case SHORT_BINUNICODE -> push(in.text(in.unsigned(1), StandardCharsets.UTF_8));
      case BINUNICODE8 -> push(in.text(in.length(), StandardCharsets.UTF_8));
      case UNICODE -> push(in.line("a string"));
      case BINSTRING -> push(in.string(in.unsigned(4)));
      case SHORT_BINSTRING -> push(in.string(in.unsigned(1)));
      case STRING -> push(in.quotedLine());
      case BINBYTES -> push(in.bytes(in.unsigned(4)));
      case SHORT_BINBYTES -> push(in.bytes(in.unsigned(1)));
      case BINBYTES8, BYTEARRAY8 -> push(in.bytes(in.length()));
      case EMPTY_TUPLE -> push(List.of());
      case TUPLE1 -> push(tuple(1));
      case TUPLE2 -> push(tuple(2));
      case TUPLE3 -> push(tuple(3));
      case TUPLE -> push(List.copyOf(popToMark()));
      case EMPTY_LIST, EMPTY_SET -> push(new PickleList());
      case LIST, FROZENSET -> {
        PickleList list = new PickleList();
        list.items.addAll(popToMark());
        push(list);
      }
      case EMPTY_DICT -> push(new PickleDict());
      case DICT -> {
        PickleDict dict = new PickleDict();
        setItems(popToMark(), dict, opcode);
        push(dict);
      }
      case APPEND -> {
        Object item = pop();
        list(opcode).items.add(item);
      }
      case APPENDS, ADDITEMS -> {
        List<Object> items = popToMark();
        list(opcode).items.addAll(items);
      }
      case SETITEM -> {
        Object value = pop();
        Object key = pop();
        dict(opcode).set(key, value);
      }
      case SETITEMS -> {
        List<Object> items = popToMark();
        setItems(items, dict(opcode), opcode);
      }
      case BINPUT -> memo.put(in.unsigned(1), top());
      case LONG_BINPUT -> memo.put(in.unsigned(4), top());
      case PUT -> memo.put(in.memoLine(), top());
      case MEMOIZE -> memo.put(memo.size(), top());
      case BINGET -> push(remembered(in.unsigned(1)));
      case LONG_BINGET -> push(remembered(in.unsigned(4)));
      case GET -> push(remembered(in.memoLine()));
      case GLOBAL -> push(global());
      case STACK_GLOBAL -> {
        Object name = pop();
        push(host.global(string(pop(), opcode), string(name, opcode)));
      }
      case BINPERSID -> push(host.persistent(pop()));
      case REDUCE -> reduce(opcode);
      case NEWOBJ -> newObject(opcode);
      case NEWOBJ_EX -> {
        pop();
        newObject(opcode);
      }
      case OBJ -> object(null);
      case INST -> object(global());
      case BUILD -> build();
      case PERSID, EXT1, EXT2, EXT4, NEXT_BUFFER, READONLY_BUFFER ->
          throw new CheckpointException(
              "the pickle has the opcode "
                  + opcode
                  + " at byte "
                  + at
                  + ", which refers to what is not in the file; it is refused. "
                  + TorchGlobals.ADVICE);
      default -> throw new IllegalStateException(opcode.toString());
    }
  }

  private void protocol() {
    int protocol = in.unsigned(1);
    if (protocol > 5) {
      throw new CheckpointException("the pickle has protocol " + protocol + "; 0 to 5 are known");
    }
  }

  private Object global() {
    String module = in.line("a global's name");
    return host.global(module, in.line("a global's name"));
  }

  private void setItems(List<Object> items, PickleDict dict, PickleOpcode opcode) {
    if (items.size() % 2 != 0) {
      throw in.malformed(opcode + " finds a key without a value");
    }
    for (int i = 0; i < items.size(); i += 2) {
      dict.set(items.get(i), items.get(i + 1));
    }
  }

  private void reduce(PickleOpcode opcode) {
    List<?> arguments = arguments(pop(), opcode);
    Object callable = pop();
    if (callable instanceof PickleHost.Constructor constructor) {
      push(constructor.call(arguments));
    } else {
      push(inert(callable, arguments, opcode));
    }
  }

  private void newObject(PickleOpcode opcode) {
    List<?> arguments = arguments(pop(), opcode);
    Object type = pop();
    push(
        type instanceof PickleHost.Constructor constructor && arguments.isEmpty()
            ? constructor.call(arguments)
            : inert(type, arguments, opcode));
  }

  /** Protocols 0 and 1: the class, unless it is given, and the arguments lie behind the mark. */
  private void object(Object type) {
    List<Object> given = popToMark();
    if (type == null && given.isEmpty()) {
      throw in.malformed("OBJ finds no class");
    }
    Object callable = type == null ? given.remove(0) : type;
    push(inert(callable, List.copyOf(given), PickleOpcode.OBJ));
  }

  private InertObject inert(Object callable, List<?> arguments, PickleOpcode opcode) {
    if (callable instanceof InertGlobal
        || callable instanceof InertObject
        || callable instanceof ElementType
        || callable instanceof PickleHost.Constructor) {
      return new InertObject(callable, arguments);
    }
    throw in.malformed(opcode + " calls what cannot be called");
  }

  private List<?> arguments(Object value, PickleOpcode opcode) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw in.malformed(opcode + " finds arguments that are no tuple");
  }

  /** Attributes of a dict, such as a state dict's {@code _metadata}, are read, then dropped. */
  private void build() {
    Object state = pop();
    Object target = top();
    if (target instanceof InertObject object) {
      object.state(state);
    } else if (!(target instanceof PickleDict || target instanceof TensorSpec)) {
      throw in.malformed("BUILD finds no dict or object");
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object top() {
    if (stack.isEmpty() || stack.get(stack.size() - 1) == MARK) {
      throw in.malformed("the stack is empty");
    }
    return stack.get(stack.size() - 1);
  }

  private PickleList list(PickleOpcode opcode) {
    Object top = top();
    if (top instanceof PickleList list) {
      return list;
    }
    if (top instanceof InertObject object) {
      return object.items();
    }
    throw in.malformed(opcode + " finds no list");
  }

  private PickleDict dict(PickleOpcode opcode) {
    Object top = top();
    if (top instanceof PickleDict dict) {
      return dict;
    }
    if (top instanceof InertObject object) {
      return object.entries();
    }
    throw in.malformed(opcode + " finds no dict");
  }

  /** Of a value, or of a mark. */
  private void discard() {
    if (!stack.isEmpty() && stack.get(stack.size() - 1) == MARK) {
      popToMark();
    } else {
      pop();
    }
  }

  private Object pop() {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private List<Object> popToMark() {
    if (marks.isEmpty()) {
      throw in.malformed("there is no mark");
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
      throw in.malformed("the memo has no entry " + Integer.toUnsignedString(key));
    }
    return value;
  }

  private String string(Object value, PickleOpcode opcode) {
    if (!(value instanceof String text)) {
      throw in.malformed(opcode + " finds no string");
    }
    return text;
  }
}
