package org.heredity.checkpoint;

import java.util.List;

/**
 * What Python would have made by calling something: that something, and what it was to be given.
 * Nothing was called. Not thread-safe.
 */
final class InertObject {
  private final Object callable;
  private final List<?> arguments;
  private Object state = PickleMachine.NONE;
  private PickleMachine.PickleList items;
  private PickleDict entries;

  InertObject(Object callable, List<?> arguments) {
    this.callable = callable;
    this.arguments = arguments;
  }

  Object callable() {
    return callable;
  }

  List<?> arguments() {
    return arguments;
  }

  /** Whether this is a call of the global that is called so. */
  boolean calls(String name) {
    return callable instanceof InertGlobal global && global.toString().equals(name);
  }

  /** What its attributes were to be set to; None if that was left to the class. */
  Object state() {
    return state;
  }

  void state(Object value) {
    state = value;
  }

  /** What is appended to it, as to a subclass of list. */
  PickleMachine.PickleList items() {
    if (items == null) {
      items = new PickleMachine.PickleList();
    }
    return items;
  }

  /** What is set in it, as in a subclass of dict. */
  PickleDict entries() {
    if (entries == null) {
      entries = new PickleDict();
    }
    return entries;
  }
}
