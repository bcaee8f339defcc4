import { Component } from 'preact';
import { copy } from './clipboard.ts';

const SAID_MS = 2_000;

/** A button that copies `text` and says that it did. */
export class CopyButton extends Component<{ text: string; label: string }, { said: string | null }> {
  override state = { said: null };

  copy = async () => {
    this.setState({ said: (await copy(this.props.text)) ? 'Copied' : 'Could not copy' });
    setTimeout(() => this.setState({ said: null }), SAID_MS);
  };

  override render() {
    return (
      <button type="button" class="quiet copy" onClick={this.copy}>
        {this.state.said ?? this.props.label}
      </button>
    );
  }
}
