import { ClientError } from './client-error.ts';
import { nothingHeard, parseHeard, tell } from './heard-result.ts';
import { type Hearing, startHearing } from './hearing.ts';

/** One challenge that this client asked. */
interface Question {
  readonly id: string;
  readonly app: string;
  readonly replyTo: string;
  readonly hearing: Hearing;
  /** What the page shows, if the person is to key it. */
  matchNumber?: string;
  /** Monotonic milliseconds after which nothing can come any more. */
  deadline: number;
  /** Whether it was looked for before the time when we began to listen. */
  lookedBack: boolean;
}

/** Every challenge that this client asked, until its deadline: one that has ended may still be asked about again. */
export interface Questions {
  /** The question with this id, new if there is none; asked again it waits until the later deadline. */
  open(asked: { readonly id: string; readonly app: string; readonly replyTo: string }, deadline: number): Question;
  /** Those whose outcome is still to come. */
  stillOpen(): Question[];
  /** Those of which nothing was heard, and nothing was looked for before we listened. */
  silent(): Question[];
  /** Takes an entry of a result stream, whoever's challenge it is about. */
  hear(json: string): void;
  /** Forgets what is past its deadline at `now`. */
  expire(now: number): void;
  /** Ends every open question, because the client ends. */
  giveUpAll(): void;
}

/** A list of questions, empty. */
export function startQuestions(): Questions {
  const questions = new Map<string, Question>();
  const stillOpen = (): Question[] => [...questions.values()].filter(({ hearing }) => !hearing.isOver());
  return {
    open(asked, deadline) {
      const { id } = asked;
      const question = questions.get(id) ?? { ...asked, hearing: startHearing(), deadline, lookedBack: false };
      question.deadline = Math.max(question.deadline, deadline);
      questions.set(id, question);
      return question;
    },
    stillOpen,
    silent: () => [...questions.values()].filter(({ hearing, lookedBack }) => hearing.isSilent() && !lookedBack),
    hear(json) {
      const result = parseHeard(json);
      const question = result && questions.get(result.id);
      // Another app may use the same id: its outcome is no answer to this question.
      if (question !== undefined && result?.app === question.app) tell(question.hearing, result);
    },
    expire(now) {
      for (const { id, deadline, hearing } of questions.values()) {
        if (now < deadline) continue;
        questions.delete(id);
        if (!hearing.isOver()) hearing.giveUp(nothingHeard(id));
      }
    },
    giveUpAll() {
      for (const { id, hearing } of stillOpen())
        hearing.giveUp(new ClientError('client-closed', id, `The client was closed before challenge ${id} ended.`));
    },
  };
}
